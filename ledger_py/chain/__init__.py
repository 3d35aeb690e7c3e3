"""The chain side: a JSON-RPC client, and the embedded chain with its journal."""
