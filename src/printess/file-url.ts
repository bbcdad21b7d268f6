/** Characters of a file's URL, as it came and as it is kept. */
const URL_LENGTH = 2_048;

/** Blanks, control characters and back-slashes: some programs drop them, some take them for a slash or for the end. */
const READ_DIFFERENTLY = /[\s\\\p{Cc}\p{Cs}]/u;
/** A scheme, two slashes, and a host without userinfo. */
const WEB_URL = /^https?:\/\/[^/?#@]+([/?#]|$)/i;

/**
 * The URL of a file as it is kept, checked and shown: parsed once. Undefined where it is too long, no http or https
 * URL, or one that programs read differently: a list of hosts would then be asked about another host than is fetched.
 */
export function fileUrl(text: string): string | undefined {
  if (text.length > URL_LENGTH || READ_DIFFERENTLY.test(text) || !WEB_URL.test(text)) return undefined;
  if (!URL.canParse(text)) return undefined;
  const { href } = new URL(text);
  return href.length > URL_LENGTH ? undefined : href;
}
