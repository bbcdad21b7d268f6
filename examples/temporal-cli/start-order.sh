#!/bin/sh
# Starts a paid order with Temporal's own command line, as any Temporal SDK would: the workflow's type, its id
# (printess-SHOP-ORDER), its task queue, and one argument. Everything else the workflow adds by itself.
# Usage: start-order.sh ORDER, with the order's items on standard input as JSON.
set -eu
order=$1
items=$(cat)

"${TEMPORAL_CLI:-temporal}" workflow start \
  --type productionOrder \
  --workflow-id "printess-default-$order" \
  --task-queue printess-production \
  --id-conflict-policy Fail \
  --id-reuse-policy RejectDuplicate \
  --fail-existing \
  --input "{\"orderId\": \"$order\", \"items\": $items}"
