#!/bin/sh
set -eu
tag=$(git rev-parse --short HEAD)
docker build -t "$REGISTRY/triage:$tag" .
docker push "$REGISTRY/triage:$tag"
cd ops/terraform && terraform apply -auto-approve -var "image=$REGISTRY/triage:$tag"
