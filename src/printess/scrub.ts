/** The text with every secret in it replaced: what Printess says may repeat what it was sent. */
export function scrub(text: string, secrets: readonly string[]): string {
  return secrets.filter(Boolean).reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text);
}
