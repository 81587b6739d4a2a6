# A Tamga node from the release archive. After `npm run release`:
#   docker build -t tamga .
#   run() { docker run --rm --read-only --tmpfs /tmp:rw,noexec,nosuid,nodev,mode=1777 --cap-drop ALL \
#     --security-opt no-new-privileges -v tamga:/var/lib/tamga "$@"; }
#   run tamga init --party alt --dir /var/lib/tamga
#   run -p 8440:8440 tamga
FROM debian:bookworm-slim AS unpacked
ARG TARGETARCH=amd64
COPY release/tamga-*-linux-*.tar.gz /archives/
RUN set -eu; \
    case "$TARGETARCH" in amd64) cpu=x64 ;; arm64) cpu=arm64 ;; *) echo "no archive for $TARGETARCH" >&2; exit 1 ;; esac; \
    set -- /archives/tamga-*-linux-"$cpu".tar.gz; \
    test "$#" -eq 1; \
    mkdir /opt/tamga; \
    tar -xzf "$1" --strip-components=1 --no-same-owner -C /opt/tamga

FROM debian:bookworm-slim
RUN groupadd --system --gid 10440 tamga && \
    useradd --system --uid 10440 --gid tamga --home-dir /var/lib/tamga --no-create-home --shell /usr/sbin/nologin tamga && \
    install -d -m 0700 -o tamga -g tamga /var/lib/tamga
COPY --from=unpacked /opt/tamga /opt/tamga
ENV LANG=C.UTF-8 TAMGA_LISTEN__HOST=0.0.0.0
USER 10440:10440
WORKDIR /var/lib/tamga
VOLUME /var/lib/tamga
EXPOSE 8440
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=8s --start-period=60s --retries=3 \
    CMD ["/opt/tamga/bin/tamga-alive"]
ENTRYPOINT ["/opt/tamga/bin/tamga"]
CMD ["serve", "--config", "/var/lib/tamga/node.json"]
