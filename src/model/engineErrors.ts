/** Where in its sources the engine failed: `/onnxruntime_src/…/graph.cc:1389 void onnxruntime::Graph::Resolve(int) const [with T = int] `. */
const sourceLocation =
  /(?:[\w.:+-]*[/\\])+[\w.+-]+\.(?:cc|cpp|cu|h|hpp):\d+ (?:[\w:~<>,&* ]*(?:\(\)(?=\())?\((?:[^()]|\([^()]*\))*\)(?: const)?(?: \[with [^\]]*\])?|[\w:~<>]+)/g

/** The same in short: `tensorprotoutils.cc:1422 GetSizeInBytesFromTensorProto `. */
const shortLocation = /[\w+-]+\.(?:cc|cpp|cu|h|hpp):\d+ \w+/g

/** What the engine wraps around its reasons. */
const wrappings = [
  /Can't create a session\.|failed to call OrtRun\(\)\.|ERROR_CODE: \d+,|ERROR_MESSAGE: /g,
  /\[ONNXRuntimeError\] : \d+ : \w+ : /g,
  /Exception during initialization: /g,
  /OrtSessionOptionsAppendExecutionProvider_\w+: |::<lambda\(\)> [\w:. =!]+ was false\. /g,
  /Fatal error: |This is an invalid model\. /g,
]

/** Characters of a reason that are shown: names in it come from the model, whatever their length. */
const MAX_LENGTH = 240

/**
 * What ONNX Runtime says of a failure, as a part of a sentence: without the places in its own sources, codes, line breaks and
 * characters that a terminal would obey.
 *
 * @example engineReason(new Error('/src/core/graph.cc:13 void Graph::Graph(int) Duplicate name.\n')) // 'Duplicate name'
 */
export function engineReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const located = message
    .slice(0, 4000)
    .replace(/[\p{C}\s]+/gu, ' ')
    .replace(sourceLocation, '')
    .replace(shortLocation, '')
  const text = wrappings
    .reduce((text, wrapping) => text.replace(wrapping, ''), located)
    .replace(/Non-zero status code returned while running (\w+) node\. Name:'[^']*' Status Message:/, '$1:')
    .replace(/In Node, \("[^"]*", (\w+), "[^"]*", -?\d+\) : \(.*?\) -> \(.*?\) , Error /, '$1: ')
    .replace(/Node \([^()]*\) Op \((\w+)\) \[\w+\] /, '$1: ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.:]$/, '')
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text || 'no reason given'
}
