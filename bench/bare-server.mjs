// The least that can answer: what a start is measured against.
import { createServer } from "node:http";

createServer((_request, response) => response.end("{}")).listen(Number(process.argv[2]), "127.0.0.1");
