# One image for worker, server, sandbox and the command line: which of them is said by the arguments.
# Debian's glibc, since Temporal's native core has no build for musl (Alpine).
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# What packages want to run at their installation is not needed: theirs is prebuilt, and ours is the next step.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json tsconfig.cjs.json ./
COPY scripts ./scripts
COPY src ./src
# Types are checked, and the workflow code is bundled once: a worker starts without webpack.
RUN npm run build

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="printess-production" \
      org.opencontainers.image.description="Durable production of Printess orders on Temporal." \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc LICENSE ./
# `--build-arg TRACES=yes`: with the packages that OTEL_EXPORTER_OTLP_ENDPOINT needs.
ARG TRACES=
COPY deploy/docker/with-traces.mjs ./deploy/docker/with-traces.mjs
RUN if [ -n "$TRACES" ]; then node deploy/docker/with-traces.mjs; fi && \
    npm ci --omit=dev --ignore-scripts && npm cache clean --force
# Where a volume for ARCHIVE_URL=file:///archive goes: one that is made there belongs to the user below.
RUN install -d -o 1000 -g 1000 /archive
COPY bin ./bin
COPY deploy/docker/health.mjs ./deploy/docker/health.mjs
COPY --from=build /app/lib ./lib
# The user node of the image.
USER 1000:1000
# 8080: callbacks; 8081: orders API; 9090, 9091: health and metrics of server and worker, for your own network alone.
EXPOSE 8080 8081 9090 9091
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["node", "deploy/docker/health.mjs"]
ENTRYPOINT ["node", "bin/printess-production.js"]
CMD ["--help"]
