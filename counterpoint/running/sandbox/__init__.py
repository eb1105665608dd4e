"""What a running snippet may do: folders, network, processes, environment, time and memory."""
