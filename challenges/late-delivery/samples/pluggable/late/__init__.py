"""A pipeline for late parcels that is put together from plug-ins by settings.toml."""
