"""The commands of `jixiao`, one file per topic; cli.py names them."""
