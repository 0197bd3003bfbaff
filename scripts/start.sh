#!/bin/sh
# Installs and builds what is not up to date, then becomes the server: `exec`, so that a signal sent to npm reaches it.
set -eu
# CDPATH= keeps cd from printing or going elsewhere.
cd "$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)"
if ! command -v node >/dev/null 2>&1; then
  echo "Poolhouse needs Node 20.20 or newer, and no 'node' was found. Install Node and try again." >&2
  exit 1
fi
node scripts/prepare.mjs
exec node dist/main.js serve "$@"
