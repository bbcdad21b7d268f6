#!/bin/sh
# Makes both databases of Temporal, and brings their schema to that of these tools; harmless to repeat. Run it before a new
# version of the server starts. Reads SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD.
set -eu
tool() {
  database=$1
  shift
  temporal-sql-tool --plugin postgres12 --endpoint "$SQL_HOST" --port "$SQL_PORT" --user "$SQL_USER" --database "$database" "$@"
}
for database in temporal temporal_visibility; do
  tool "$database" create-database
  tool "$database" setup-schema --version 0.0
done
tool temporal update-schema --schema-name postgresql/v12/temporal
tool temporal_visibility update-schema --schema-name postgresql/v12/visibility
