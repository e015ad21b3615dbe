import { expect, test } from 'vitest'
import { engineReason } from '../../src/model/engineErrors.js'

const messages: Record<string, [message: string, reason: string]> = {
  'a message without a location stays': [
    'Fatal error: com.evil:Evil(-1) is not a registered function/op',
    'com.evil:Evil(-1) is not a registered function/op',
  ],
  'a location with a signature goes': [
    '/onnxruntime_src/onnxruntime/core/graph/model.cc:284 onnxruntime::Model::Model(onnx::ModelProto&&, const onnxruntime::PathString&, const onnxruntime::ModelOptions&) [ONNXRuntimeError] : 10 : INVALID_GRAPH : Model local function definitions must not be recursive. Cycle detected: my:F -> my:F\n',
    'Model local function definitions must not be recursive. Cycle detected: my:F -> my:F',
  ],
  'a location with a return type, templates and const goes': [
    "Non-zero status code returned while running Mod node. Name:'' Status Message: /onnxruntime_src/onnxruntime/core/providers/cpu/math/element_wise_ops.cc:12 void onnxruntime::mod_internal::CallModImpl<T, typename std::enable_if<std::is_floating_point<_Tp>::value, void>::type>::operator()(bool, onnxruntime::OpKernelContext*) const [with T = float; typename std::enable_if<std::is_floating_point<_Tp>::value, void>::type = void] fmod was false. fmod attribute must be true for floating point types\n",
    'Mod: fmod was false. fmod attribute must be true for floating point types',
  ],
  'a location of Windows goes': [
    'Exception during initialization: D:\\a\\_work\\1\\s\\onnxruntime\\core\\graph\\graph.cc:1389 onnxruntime::Graph::Graph This is an invalid model. Tensor (x) does not have type information.',
    'Tensor (x) does not have type information',
  ],
  'two locations, one of them short, go': [
    "Exception during initialization: /onnxruntime_src/onnxruntime/core/optimizer/initializer.cc:79 onnxruntime::Initializer::Initializer(const onnx::TensorProto&, bool) [ONNXRuntimeError] : 1 : FAIL : tensorprotoutils.cc:431 ValidateEmbeddedTensorProtoDataSizeAndShape Initializer 't1': data field count (3) does not match expected count from shape (4)\n",
    "Initializer 't1': data field count (3) does not match expected count from shape (4)",
  ],
  'a node is called by its operator': [
    'This is an invalid model. In Node, ("", Conv, "", -1) : ("t1": tensor(float),"k": tensor(float),) -> ("y",) , Error Field \'type\' of \'attr\' is required but missing.',
    "Conv: Field 'type' of 'attr' is required but missing",
  ],
  'a node whose shapes do not fit is called by its operator': [
    'Node () Op (MatMul) [ShapeInferenceError] Incompatible dimensions for matrix multiplication',
    'MatMul: Incompatible dimensions for matrix multiplication',
  ],
  'the words of the engine for a page go': [
    "Can't create a session. ERROR_CODE: 1, ERROR_MESSAGE: Failed to load model because protobuf parsing failed.",
    'Failed to load model because protobuf parsing failed',
  ],
  'what a terminal would obey goes, and lines become one': [
    "Node input '\u001b[31m\u0007\nx\u202e' is\r\nno input.",
    "Node input ' [31m x ' is no input",
  ],
  'what a provider lacks is said without its functions and conditions': [
    '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters\n',
    'Failed to get a WebGPU adapter: No supported adapters',
  ],
  'nothing is said to be nothing': ['', 'no reason given'],
}

test.each(Object.entries(messages))('%s', (_, [message, reason]) => {
  expect(engineReason(new Error(message))).toBe(reason)
})

test('what is thrown need not be an error', () => {
  expect(engineReason(7)).toBe('7')
})

test('a reason is cut where a hostile model makes it long, and that takes no time', () => {
  for (const piece of ['a', '/', '/a.cc:', '(', 'a::', '<', ' a'])
    expect(engineReason(new Error(piece.repeat(1_000_000))).length).toBeLessThanOrEqual(241)
})
