"""The console: pages for people who read, ask and decide in a browser."""
