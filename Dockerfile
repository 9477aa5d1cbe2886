# syntax=docker/dockerfile:1
# Kinfolk as an image: one program on a base without a shell, run by a user without rights.
# docs/operating/install.md says how it is started; deploy/compose.yaml is an example of two servers.

ARG RUST_VERSION=1.95

# Debian 12 in both stages, so that the program finds the C library it was linked with.
FROM rust:${RUST_VERSION}-slim-bookworm AS build
WORKDIR /src
COPY . .
# What was compiled stays in the builder's cache and not in a layer: the next build compiles what changed.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked -p kinfolk \
    && cp target/release/kinfolk /usr/local/bin/kinfolk \
    && mkdir /data

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /usr/local/bin/kinfolk /usr/local/bin/kinfolk
# A new volume takes its owner from here. No VOLUME: one without a name looks as if it kept data, and does not.
COPY --from=build --chown=nonroot:nonroot /data /data
# PORT, not KINFOLK_BIND: platforms set it to what they like, and then it must win.
ENV PORT=3000 KINFOLK_DATA_DIR=/data
EXPOSE 3000
USER nonroot
WORKDIR /data
# Asks whether the process answers, not whether its database does: a restart mends only the first.
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD ["/usr/local/bin/kinfolk", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/kinfolk"]
CMD ["serve"]
