"""The transparency log: records, signed heads, exports, witnesses, permits."""
