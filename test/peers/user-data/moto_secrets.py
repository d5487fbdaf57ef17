"""Puts secrets into moto, and a role that may fetch them: python3 moto_secrets.py URL POLICY

POLICY is the JSON list of statements that the action tells. Prints credentials of the role, and of one that may
nothing, as the metadata service has them.
"""

import json
import sys

import boto3

url, statements = sys.argv[1], json.loads(sys.argv[2])
# moto looks at actions only: no resource but "*" ever matches.
policy = {"Version": "2012-10-17", "Statement": [{**one, "Resource": "*"} for one in statements]}


def client(service):
    return boto3.client(service, endpoint_url=url, region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")


def credentials(role):
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    arn = client("iam").create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    keys = client("sts").assume_role(RoleArn=arn, RoleSessionName="i-0123456789abcdef0")["Credentials"]
    return {"AccessKeyId": keys["AccessKeyId"], "SecretAccessKey": keys["SecretAccessKey"], "Token": keys["SessionToken"]}


value = "it's \"é🦊\" $(id)\n"
client("ssm").put_parameter(Name="/web/db", Value="old", Type="SecureString")
client("ssm").put_parameter(Name="/web/db", Value=value, Type="SecureString", Overwrite=True)
secret = client("secretsmanager").create_secret(Name="web/db", SecretString=json.dumps({"password": value}))
may, may_not = credentials("may"), credentials("may-not")
client("iam").put_role_policy(RoleName="may", PolicyName="secrets", PolicyDocument=json.dumps(policy))
print(json.dumps({"value": value, "arn": secret["ARN"], "may": may, "mayNot": may_not}))
