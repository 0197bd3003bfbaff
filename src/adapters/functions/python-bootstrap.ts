/**
 * The program that a function's Python process runs: it loads the handler and speaks the Runtime API. It owns how handlers
 * of Python are called and how their errors look. A text for the reasons that `node-bootstrap.ts` gives.
 * Arguments: none for deployed code, whose handler stands in _HANDLER; else file and function.
 */
export const pythonBootstrap = String.raw`import http.client
import importlib
import importlib.util
import json
import logging
import os
import sys
import time
import traceback

BASE = "/2018-06-01/runtime"
HOST = os.environ["AWS_LAMBDA_RUNTIME_API"]
connection = http.client.HTTPConnection(HOST, timeout=None)


def send(method, path, body=None):
    try:
        headers = {} if body is None else {"content-type": "application/json"}
        connection.request(method, BASE + path, None if body is None else body.encode("utf-8"), headers)
        response = connection.getresponse()
        return response.headers, response.read()
    except (OSError, http.client.HTTPException):
        # Whoever started this process is gone.
        os._exit(1)


class StartError(Exception):
    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def load():
    if len(sys.argv) > 1:
        file, member = sys.argv[1], sys.argv[2]
        module_name = os.path.splitext(os.path.basename(file))[0]
    else:
        try:
            module_name, member = os.environ["_HANDLER"].rsplit(".", 1)
        except ValueError:
            raise StartError("Runtime.MalformedHandlerName", "Bad handler '%s': not enough values to unpack" % os.environ["_HANDLER"])
        file = None
    # The bootstrap's own folder is not the function's business.
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    try:
        if file is None:
            module = importlib.import_module(module_name.replace("/", "."))
        else:
            spec = importlib.util.spec_from_file_location(module_name, file)
            module = importlib.util.module_from_spec(spec)
            sys.modules[module_name] = module
            spec.loader.exec_module(module)
    except (ImportError, FileNotFoundError) as error:
        raise StartError("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module_name, error))
    except SyntaxError as error:
        raise StartError("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error))
    handler = module
    for part in member.split("."):
        handler = getattr(handler, part, None)
    if handler is None:
        raise StartError("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (member, module_name))
    return handler


class Identity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class Context:
    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers["lambda-runtime-invoked-function-arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = Identity()
        self.client_context = None
        self.tenant_id = None
        self._deadline = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))


def described(error, request_id):
    frames = traceback.format_tb(error.__traceback__)
    return {
        "errorMessage": str(error),
        "errorType": getattr(error, "kind", type(error).__name__),
        "requestId": request_id,
        "stackTrace": frames[1:],
    }


def complain(document):
    print("[ERROR] %s: %s" % (document["errorType"], document["errorMessage"]))
    if document["stackTrace"]:
        print("Traceback (most recent call last):\n" + "".join(document["stackTrace"]).rstrip())


def answer(handler, body, context):
    try:
        result = handler(json.loads(body.decode("utf-8")), context)
    except Exception as error:
        return "error", described(error, context.aws_request_id)
    try:
        return "response", json.dumps(result, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        failure = StartError("Runtime.MarshalError", "Unable to marshal response: %s" % error)
        return "error", described(failure, context.aws_request_id)


def serve():
    logging.basicConfig(stream=sys.stdout, format="[%(levelname)s]\t%(message)s")
    try:
        handler = load()
    except Exception as error:
        document = described(error, "")
        complain(document)
        send("POST", "/init/error", json.dumps(document))
        os._exit(1)
    while True:
        headers, body = send("GET", "/invocation/next")
        what, result = answer(handler, body, Context(headers))
        if what == "error":
            complain(result)
            result = json.dumps(result)
        sys.stdout.flush()
        sys.stderr.flush()
        send("POST", "/invocation/%s/%s" % (headers["lambda-runtime-aws-request-id"], what), result)


serve()
`;
