"""PostConfirmation: writes every confirmed user into the ledger."""

import os

from entry import entry_of


def handler(event, context):
    with open(os.environ["LEDGER"], "a", encoding="utf-8") as ledger:
        ledger.write(entry_of(event, context.function_name))
    return event
