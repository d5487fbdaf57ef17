/**
 * Python (2.7 and 3, standard library only) that prints one secret, without a line end: `fetch ssm ID` or
 * `fetch secretsmanager ID [KEY]`. It signs its request itself, with the role of the instance.
 *
 * Errors of the metadata service (a role's credentials can take some seconds to appear after boot), of the network, of
 * the services themselves and throttling are tried again, for half a minute; a refusal isn't. Messages name the secret
 * and what AWS said, never a value.
 *
 * Sources: EC2 user guide, "Use the Instance Metadata Service" (IMDSv2; `services/domain` differs by partition); AWS
 * General Reference, "Signature Version 4"; botocore's service models for the targets and shapes. Held against moto,
 * which verifies signatures, by test/peers/user-data.
 */
export const FETCH_SECRET = `import hashlib, hmac, json, os, sys, time
try:
    from urllib.request import HTTPError, ProxyHandler, Request, build_opener, urlopen
except ImportError:
    from urllib2 import HTTPError, ProxyHandler, Request, build_opener, urlopen

service, name = sys.argv[1:3]
imds = os.environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://169.254.169.254").rstrip("/") + "/latest/"
direct = build_opener(ProxyHandler({}))

def metadata(path, header, method="GET"):
    request = Request(imds + path, headers=header)
    request.get_method = lambda: method
    return direct.open(request, timeout=5).read().decode("utf-8")

def mac(key, text):
    return hmac.new(key, text.encode("utf-8"), hashlib.sha256)

def digest(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

def ask(target, body):
    token = metadata("api/token", {"X-aws-ec2-metadata-token-ttl-seconds": "60"}, "PUT")
    about = lambda path: metadata("meta-data/" + path, {"X-aws-ec2-metadata-token": token})
    role = "iam/security-credentials/"
    keys = json.loads(about(role + about(role).split()[0]))
    region = name.split(":")[3] if name.startswith("arn:") else about("placement/region")
    url = os.environ.get("AWS_ENDPOINT_URL") or "https://%s.%s.%s" % (service, region, about("services/domain"))
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    headers = {"content-type": "application/x-amz-json-1.1", "host": url.rstrip("/").split("//")[1],
               "x-amz-date": now, "x-amz-security-token": keys["Token"], "x-amz-target": target}
    names = sorted(headers)
    signed = ";".join(names)
    lines = ["POST", "/", ""] + [key + ":" + headers[key] for key in names] + ["", signed, digest(body)]
    scope = [now[:8], region, service, "aws4_request"]
    key = ("AWS4" + keys["SecretAccessKey"]).encode("utf-8")
    for part in scope:
        key = mac(key, part).digest()
    text = "\\n".join(["AWS4-HMAC-SHA256", now, "/".join(scope), digest("\\n".join(lines))])
    headers["authorization"] = "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s" % (
        keys["AccessKeyId"], "/".join(scope), signed, mac(key, text).hexdigest())
    request = Request(url.rstrip("/") + "/", body.encode("utf-8"), headers)
    return json.loads(urlopen(request, timeout=10).read().decode("utf-8"))

def fail(why):
    line = u"ami-launch: %s:%s %s" % (service, name, why)
    sys.exit(line.encode("ascii", "replace").decode("ascii"))

def explained(error):
    """Why it failed, and whether it may pass."""
    if not isinstance(error, HTTPError):
        return "can't be fetched: %s" % error, True
    if error.code == 404:
        return "can't be fetched: the instance has no role, or not yet", True
    try:
        answer = json.loads(error.read().decode("utf-8"))
        kind = answer["__type"].split("#")[-1]
        why = "%s: %s" % (kind, answer.get("message") or answer.get("Message") or "")
    except (KeyError, TypeError, ValueError):
        kind, why = "", str(error)
    return "can't be fetched: " + why, error.code not in (400, 401, 403) or "Throttl" in kind

def fetch():
    for pause in (0.5, 1, 2, 4, 8, 16, 0):
        try:
            if service == "ssm":
                return ask("AmazonSSM.GetParameter", json.dumps({"Name": name, "WithDecryption": True}))["Parameter"]["Value"]
            return ask("secretsmanager.GetSecretValue", json.dumps({"SecretId": name})).get("SecretString")
        except Exception as error:
            why, again = explained(error)
        if not (again and pause):
            fail(why)
        time.sleep(pause)

value = fetch()
if value is not None and sys.argv[3:]:
    try:
        value = json.loads(value)[sys.argv[3]]
    except (KeyError, TypeError, ValueError):
        fail("is no JSON object with the key \\"%s\\"" % sys.argv[3])
    if not isinstance(value, type(u"")):
        value = json.dumps(value)
if value is None or u"\\0" in value:
    fail("is binary, which no variable can hold")
getattr(sys.stdout, "buffer", sys.stdout).write(value.encode("utf-8"))
`;
