"""A service of a model as it is written with FastAPI and ONNX Runtime: uvicorn service:app, the model in $MODEL."""

import os

import numpy
import onnxruntime
from fastapi import FastAPI, Request, Response

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1  # each of uvicorn's workers has a core
session = onnxruntime.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])
app = FastAPI()


@app.get("/ready")
async def ready():
    return {"ready": True}


@app.post("/json")
async def infer_json(request: Request):
    [image] = (await request.json())["inputs"]
    pixels = numpy.array(image["data"], numpy.uint8).reshape(image["shape"])
    [probabilities] = session.run(None, {"image": pixels})
    return {"outputs": [{"name": "probabilities", "shape": probabilities.shape, "data": probabilities.ravel().tolist()}]}


@app.post("/binary")
async def infer_binary(request: Request):
    pixels = numpy.frombuffer(await request.body(), numpy.uint8).reshape(-1, 28, 28)
    [probabilities] = session.run(None, {"image": pixels})
    return Response(probabilities.tobytes(), media_type="application/octet-stream")
