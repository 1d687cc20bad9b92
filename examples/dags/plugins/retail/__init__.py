"""The shop's operators and macros."""
