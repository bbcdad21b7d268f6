#!/bin/sh
# Makes the namespaces that are named, where they are not there; ended orders are kept for 30 days. Needs TEMPORAL_ADDRESS.
set -eu
for namespace in "$@"; do
  tries=0
  until temporal operator namespace describe --namespace "$namespace" >/dev/null 2>&1; do
    temporal operator namespace create --namespace "$namespace" --retention 30d >/dev/null 2>&1 || true
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ]; then
      echo "No namespace $namespace could be made at $TEMPORAL_ADDRESS" >&2
      exit 1
    fi
    sleep 1
  done
done
