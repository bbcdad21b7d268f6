const escape = (value) => String(value ?? '').replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The job ticket as XML, which Switch picks up as metadata. */
export function jobXml({ shop, orderId, state, reference, items }) {
  const item = ({ itemId, folder, templateName, copies, productType, reference: own, files }) => [
    `  <item id="${escape(itemId)}" template="${escape(templateName)}" copies="${escape(copies ?? 1)}" productType="${escape(productType)}">`,
    `    <reference>${escape(JSON.stringify(own ?? null))}</reference>`,
    ...files.map(
      ({ name, pages, widthMm, heightMm, bytes, sha256 }) =>
        `    <file name="${escape(`${folder}_${name}`)}" pages="${escape(pages)}" widthMm="${escape(widthMm)}" heightMm="${escape(heightMm)}" bytes="${bytes}" sha256="${escape(sha256)}"/>`,
    ),
    '  </item>',
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<job shop="${escape(shop)}" order="${escape(orderId)}" state="${escape(state)}">`,
    `  <reference>${escape(JSON.stringify(reference ?? null))}</reference>`,
    ...items.flatMap(item),
    '</job>',
    '',
  ].join('\n');
}
