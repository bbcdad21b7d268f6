import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Gives a text its colour, or leaves it as it is. */
export type Paint = (format: Format, text: string) => string;

/** Colours for what is written to one stream: none where that is no terminal, by NO_COLOR and FORCE_COLOR too. */
export const coloursOf =
  (stream: NodeJS.WritableStream): Paint =>
  (format, text) =>
    styleText(format, text, { stream });
