#!/bin/sh
# Starts `damlam` with each file /run/secrets/DAMLAM_* as the setting of that name.
set -eu

for file in /run/secrets/DAMLAM_*; do
    if [ -f "$file" ]; then
        export "$(basename "$file")=$(cat "$file")"
    fi
done
exec damlam "$@"
