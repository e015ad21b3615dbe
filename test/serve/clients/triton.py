"""Asks a server by NVIDIA's client of the Open Inference Protocol, and prints what it answers."""

import json
import sys

import numpy
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

client = triton.InferenceServerClient(sys.argv[1])
images = numpy.array(json.loads(sys.argv[2]), numpy.uint8).reshape(-1, 28, 28)


def infer(as_bytes, classes=0, **options):
    image = triton.InferInput("image", images.shape, "UINT8")
    image.set_data_from_numpy(images, binary_data=as_bytes)
    output = triton.InferRequestedOutput("probabilities", binary_data=as_bytes, class_count=classes)
    return client.infer("m", [image], outputs=[output], **options).as_numpy("probabilities")


try:
    client.get_model_metadata("none")
    refused = None
except InferenceServerException as error:
    refused = str(error)

print(
    json.dumps(
        {
            "live": client.is_server_live(),
            "ready": client.is_server_ready(),
            "models": [client.is_model_ready(*name) for name in (["m"], ["m", "1"], ["m", "9"], ["none"])],
            "server": client.get_server_metadata()["name"],
            "metadata": client.get_model_metadata("m"),
            "config": client.get_model_config("m")["max_batch_size"],
            "index": client.get_model_repository_index(),
            "refused": refused,
            "json": infer(False).tolist(),
            "binary": infer(True).tolist(),
            "packed": infer(True, request_compression_algorithm="gzip").tolist(),
            "version": infer(True, model_version="2").tolist(),
            "classes": [[label.decode() for label in labels] for labels in infer(True, classes=2)],
        }
    )
)
