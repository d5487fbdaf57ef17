/** An app of two layers, as a repository would have it: what most end-to-end tests launch. */
export const APP_FILES = {
  'deploy/nginx.yaml': '#cloud-config\nwrite_files:\n  - path: /etc/motd\n    content: Version {{version}}\n',
  'deploy/app.sh': '#!/bin/sh\necho {{version}}\n',
};

export const APP = { app: 'deploy/nginx.yaml\ndeploy/app.sh', variables: 'version=1.2.3' };
