/** How clients in the wild spell a content type with a text in UTF-8: every door takes them alike. */
export const spellings = (type: string): string[] => [
  type,
  `${type};`,
  type.toUpperCase(),
  `${type}; charset=utf-8`,
  `${type};charset=utf8`,
  `${type}; charset=UTF-8`,
  `${type}; charset="utf-8"`,
  `${type}; Charset='utf-8'`,
  `${type} ; charset = "UTF8"`,
  `${type}; charset=us-ascii`,
  `${type}; charset=US-ASCII`,
  `${type}; boundary=x; charset=utf8`,
];

/** What no door takes. */
export const refusedTypes = (type: string): string[] => [
  'text/plain',
  'application/x-www-form-urlencoded',
  `${type}x`,
  `text/plain; x=${type}`,
  `${type}; charset=utf-16`,
  `${type}; charset=iso-8859-1`,
  `${type}; charset=utf-8; charset=utf-16`,
];
