# A server of models, from a clone of this repository:
#   docker build --file deploy/serve.Dockerfile --tag mnist-serve .
#   docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --publish 127.0.0.1:8080:8080 mnist-serve
FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN ONNXRUNTIME_NODE_INSTALL=skip npm ci && npm pack

FROM node:22-bookworm-slim
COPY --from=build /build/mnist-digit-classifier-*.tgz /tmp/
RUN ONNXRUNTIME_NODE_INSTALL=skip npm install --global /tmp/mnist-digit-classifier-*.tgz && rm /tmp/*.tgz
USER 1000
WORKDIR /home/node
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:8080/v2/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["mnist", "serve", "--host", "0.0.0.0"]
