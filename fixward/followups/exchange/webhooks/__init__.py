"""Programs of an organization are told what happens to its requests, signed as Standard Webhooks has it."""
