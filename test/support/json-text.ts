import fc from 'fast-check';

/** Texts of JSON as other programs write them, and whether two such texts mean the same. */

/** Names that plain objects treat specially, and some that they don't. */
const name = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z]{1,6}$/).map((text) => JSON.stringify(text)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('"__proto__"', '"constructor"', '"toString"', '"hasOwnProperty"', '"toJSON"'),
  },
);

const digits = fc.stringMatching(/^[1-9]\d{0,20}$/);
const numberText = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  digits,
  fc.tuple(digits, digits).map(([whole, rest]) => `-${whole}.${rest}`),
  fc.tuple(fc.nat(9), fc.integer({ min: -400, max: 400 })).map(([digit, exponent]) => `${digit}E${exponent}`),
  fc.constantFrom('90071992547409931', '1e999', '-0', '1.10', '0.1234567890123456789', '1e2'),
);

const stringText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => JSON.stringify(text)),
  fc.constantFrom('"\\u00fc\\/"', '"\\ud83d\\ude00"', '"\\ud83d"', '"90071992547409931"', '""'),
);

/** Any JSON, its numbers and texts spelt in all the ways there are; some of it is nested far too deep. */
export function anyJsonText(): fc.Arbitrary<string> {
  const leaf = fc.oneof(numberText, stringText, fc.constantFrom('true', 'false', 'null', '[]', '{}'));
  const { any } = fc.letrec<{ any: string; list: string; object: string }>((tie) => ({
    any: fc.oneof({ maxDepth: 4 }, leaf, tie('list'), tie('object')),
    list: fc.array(tie('any'), { maxLength: 3 }).map((members) => `[${members.join(', ')}]`),
    object: fc
      .uniqueArray(fc.tuple(name, tie('any')), { maxLength: 3, selector: ([one]) => one })
      .map((members) => `{${members.map(([one, value]) => `${one} : ${value}`).join()}}`),
  }));
  const deep = fc.tuple(any, fc.constantFrom(50, 88, 120, 3_000));
  return fc.oneof(
    { weight: 20, arbitrary: any },
    { weight: 1, arbitrary: deep.map(([text, levels]) => '['.repeat(levels) + text + ']'.repeat(levels)) },
  );
}

/** Whether two texts of JSON mean the same, digit for digit: no number is made a double for it. Members keep their order. */
export function sameJson(one: string, other: string): boolean {
  return tokens(one).join(' ') === tokens(other).join(' ');
}

/** Whether JavaScript and readers as strict as PHP's can carry it as it stands, for all but its depth. */
export function canBeCarried(text: string): boolean {
  if (/"__proto__"\s*:/.test(text)) return false;
  return [...text.matchAll(TOKEN)].every(([token]) => {
    if (token.startsWith('"')) return (JSON.parse(token) as string).isWellFormed();
    if (!/^[-\d]/.test(token)) return true;
    const held = Number(token);
    const isWhole = Number.isInteger(held);
    return isWhole ? Number.isSafeInteger(held) && isSame(token, held) : isSame(token, held);
  });
}

/** The JSON as it is once its numbers have been doubles: what is too large stays so. */
export const asHeld = (text: string): string =>
  text.replace(TOKEN, (token) => {
    if (!/^[-\d]/.test(token)) return token;
    return Number.isFinite(Number(token)) ? JSON.stringify(Number(token)) : '1e999';
  });

const isSame = (token: string, held: number): boolean =>
  Number.isFinite(held) && spelling(token) === spelling(String(held));

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[a-z]+|\S/g;

function tokens(text: string): string[] {
  return [...text.matchAll(TOKEN)].map(([token]) => {
    if (token.startsWith('"')) return JSON.stringify(JSON.parse(token));
    return /^[-\d]/.test(token) ? spelling(token) : token;
  });
}

/** A number's sign, its digits without zeros around them, and the power of ten of the last one. */
function spelling(number: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE](.+))?$/.exec(number) ?? [];
  const all = (whole + fraction).replace(/^0+/, '');
  const kept = all.replace(/0+$/, '');
  if (kept === '') return '0';
  return `${sign}${kept}e${Number(exponent) - fraction.length + all.length - kept.length}`;
}
