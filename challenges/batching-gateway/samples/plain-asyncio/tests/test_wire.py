"""The part that a framework would have given us, so the part that I trust least."""

import asyncio
import unittest

from gateway import TOO_LARGE, Wire


def read(data, limit=None):
    async def inside():
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        return await Wire.read(reader, limit)

    return asyncio.run(inside())


class Reading(unittest.TestCase):
    def test_length(self):
        first, headers, body = read(b"POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcrest")
        self.assertEqual((first[:2], headers, body), (["POST", "/x"], {"content-length": "3"}, b"abc"))

    def test_chunks(self):
        _, _, body = read(b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;note\r\nc\r\n0\r\n\r\n")
        self.assertEqual(body, b"abc")

    def test_answer_until_the_end(self):
        self.assertEqual(read(b"HTTP/1.1 200 OK\r\n\r\nall of this")[2], b"all of this")

    def test_request_without_body(self):
        self.assertEqual(read(b"GET / HTTP/1.1\r\n\r\nGET")[2], b"")

    def test_limit(self):
        request = b"POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
        self.assertEqual(read(request, 3)[2], b"abc")
        self.assertIs(read(request, 2)[2], TOO_LARGE)

    def test_cut_off(self):
        with self.assertRaises(EOFError):
            read(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")

    def test_nonsense(self):
        with self.assertRaises(ValueError):
            read(b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n")


if __name__ == "__main__":
    unittest.main()
