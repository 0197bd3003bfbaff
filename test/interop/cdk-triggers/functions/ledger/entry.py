import json


def entry_of(event, writer):
    attributes = event["request"]["userAttributes"]
    return json.dumps({"email": attributes["email"], "status": attributes["cognito:user_status"], "by": writer}) + "\n"
