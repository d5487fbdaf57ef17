/**
 * PowerShell that stops where a tool that is there isn't of the version wanted: it may be there for somebody else, so none
 * replaces it.
 *
 * @param tool as messages call it
 * @param expression its version, without a word more
 */
export function checkWindowsVersion(tool: string, expression: string, version: string | undefined): string {
  if (version === undefined) return '';
  return `$is = ${expression}
if (-not "$is.".StartsWith('${version}.')) {
  Write-Output "ami-launch: ${tool} $is is on this machine, and version=${version} is wanted. Bake that one in, or leave the option out."
  exit 1
}
`;
}
