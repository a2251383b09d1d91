"""Makes formats_{file,stream}.arrow and formats.xlsx, for tests/all/formats.rs.

pip install pyarrow openpyxl
"""

import datetime

import openpyxl
import pyarrow as pa

day = datetime.datetime(2013, 1, 31, 5, 15)
batch = pa.record_batch(
    {
        "n": pa.array([1, None, 3], pa.int32()),
        "x": pa.array([0.5, 1.5, None], pa.float32()),
        "t": pa.array([day, None, day], pa.timestamp("ns")),
        "name": pa.array(["a", "b", None], pa.large_string()),
    }
)
with pa.ipc.new_file("formats_file.arrow", batch.schema) as to:
    to.write(batch)
with pa.ipc.new_stream("formats_stream.arrow", batch.schema) as to:
    to.write(batch)
    to.write(batch)

book = openpyxl.Workbook()
book.active.title = "empty"
sheet = book.create_sheet("people")
sheet.append([])
sheet.append(["name", "size", "born", "is_here", "mixed", "share"])
sheet.append(["Ada", 3, datetime.datetime(1815, 12, 10), True, 1, 0.25])
sheet.append(["Bob", None, datetime.datetime(2000, 2, 29, 6, 30), False, "x", 1])
sheet.append([None, 5, None, None, "=1/0", None])
sheet["A6"] = "Eve"
sheet["E6"] = "#DIV/0!"
sheet["E6"].data_type = "e"
other = book.create_sheet("numbers")
other.append([1, 2])
other.append([3, 4])
book.save("formats.xlsx")
