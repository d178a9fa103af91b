"""What one submission may use. Passed as a whole, never field by field."""

from pydantic import BaseModel, ConfigDict, Field


class Limits(BaseModel):
    """Bounds on one pod; the memory, process, CPU, disk and file bounds hold for each of its sandboxes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    test_s: float = Field(10, gt=0, le=3600, description="wall-clock seconds for one test")
    run_s: float = Field(180, gt=0, le=24 * 3600, description="wall-clock seconds for all tests of a submission")
    memory_mib: int = Field(512, ge=64, le=1024 * 1024, description="memory without swap, MiB")
    pids: int = Field(64, ge=8, le=32768, description="processes and threads")
    cpus: float = Field(1, gt=0, le=256, description="CPU cores")
    disk_mib: int = Field(64, ge=1, le=64 * 1024, description="size of the writable work folder (tmpfs), MiB")
    open_files: int = Field(256, ge=32, le=65536, description="open file descriptors of one process")
    output_kib: int = Field(256, ge=1, le=64 * 1024, description="bytes that one test's run may print, KiB")
    frame_kib: int = Field(1024, ge=64, le=64 * 1024, description="size of one value that crosses the boundary, KiB")
    frame_nodes: int = Field(100_000, ge=1000, description="values nested in one value that crosses the boundary")
