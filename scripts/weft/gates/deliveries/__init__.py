"""What a delivery looks like against the deliveries before it, asked before anything is built."""
