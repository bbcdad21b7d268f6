import { followed } from '../../contract/carried-state.js';
import type { ItemAction } from '../../contract/view.js';
import { hasEnded, isFaulty, isUndelivered, type ItemRun } from '../item/item-run.js';
import type { OrderRun } from '../order/order-run.js';
import { possibleActions } from '../order/possible-actions.js';
import { commandText } from './command-text.js';
import { escapeMarkdown } from './escape-markdown.js';
import { timeText } from '../../contract/time-text.js';

/** Jobs of the list that are offered, each by a line of its own. */
const OFFERED = 3;

/** What a person can do: each action with its price and its own JSON, which its validator takes as it stands there. */
export function choicesText(order: OrderRun, most: number): string {
  const waiting = order.items.filter(({ state }) => state.kind === 'attention');
  const shown = waiting.slice(0, most).map((item) => itemText(order, item, waiting.length === 1));
  const more = waiting.length > shown.length ? [`…and ${waiting.length - shown.length} more items.`] : [];
  const others = order.items.every(hasEnded) ? endedText(order) : openText(order);
  const texts = [...shown, ...more, others].filter(Boolean);
  return texts.length > 0 ? ['### What you can do', ...texts].join('\n\n') : '';
}

/** `isOnly`: it is the one that waits, so that none need be named. */
function itemText({ waits }: OrderRun, item: ItemRun, isOnly: boolean): string {
  if (item.state.kind !== 'attention') return '';
  const { reason, since, message } = item.state;
  const end = timeText(since + waits.attentionTimeout);
  const actions = possibleActions(item).flatMap((action) => LINES[action](item, isOnly));
  const check = followed(item) ? ['**Send a Signal**: `checkNow` asks Printess (free, no input)'] : [];
  return [
    `**${escapeMarkdown(item.itemId)}**: ${reason} since ${timeText(since)}, given up on ${end} if nobody decides`,
    `> ${escapeMarkdown(message)}`,
    lines([...actions, ...check]),
  ].join('\n\n');
}

const UPDATE = 'More Actions, **Send an Update**:';

const LINES: Record<ItemAction, (item: ItemRun, isOnly: boolean) => string[]> = {
  retryItem: (item, isOnly) => {
    const { itemId } = item;
    const reprint = jsonText({ itemId, reprint: true });
    if (isUndelivered(item))
      return [
        `${UPDATE} \`retryItem\` fetches its files again (free)${inputText(isOnly, { itemId })}`,
        `Where Printess has deleted them, the same orders it again (1 credit): ${reprint}`,
      ];
    const input = isFaulty(item) ? `: ${reprint}` : inputText(isOnly, { itemId });
    return [`${UPDATE} \`retryItem\` orders it again (1 credit)${input}`, ...correctionLines(item)];
  },
  adoptJob: ({ itemId, state }) =>
    jobsToAdopt(state).map(
      (jobId) => `${UPDATE} \`adoptJob\` follows a job of Printess (free): ${jsonText({ itemId, jobId })}`,
    ),
  approveItem: ({ itemId }) => [
    `${UPDATE} \`approveItem\` takes its files as they are: ${jsonText({ itemId, reason: '…' })}`,
  ],
  abandonItem: ({ itemId }, isOnly) => [
    `${UPDATE} \`abandonItem\` gives it up${inputText(isOnly, { itemId, reason: '…' })}`,
  ],
};

/** Those that the list has shown; else one that a person has found. */
const jobsToAdopt = (state: ItemRun['state']): string[] =>
  state.kind === 'attention' && state.offered?.length ? state.offered.slice(0, OFFERED) : ['…'];

/** By what it has: copied as it stands, a template's name changes nothing, and a form's text is refused. */
function correctionLines({ itemId, spec, state }: ItemRun): string[] {
  if (state.kind !== 'attention' || state.reason !== 'refused') return [];
  const [, field] = /form fields are [^:]*: ([^,.]+)/.exec(state.message) ?? [];
  const change = field ? { vdp: { form: { [field]: '…' } } } : { templateName: spec.templateName };
  return [`The same corrected; what you leave out stays: ${jsonText({ itemId, change })}`];
}

const inputText = (isOnly: boolean, json: object): string => `${isOnly ? '. No input, or' : ''}: ${jsonText(json)}`;

/** On one line, as a code span that no text inside can end. */
const jsonText = (value: object): string => `\`${spaced(value).replaceAll('`', '\\u0060')}\``;

function spaced(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${spaced(one)}`);
  return `{${members.join(', ')}}`;
}

const lines = (all: readonly string[]): string => all.map((line) => `- ${line}`).join('\n');

function openText(order: OrderRun): string {
  const running = order.items.filter(({ state }) => state.kind !== 'attention');
  const unwanted = running.find((item) => possibleActions(item).includes('abandonItem'));
  const isSaid = order.items.some((item) => item.state.kind === 'attention' && followed(item));
  const isMade = running.some(({ state }) => state.kind === 'rendering');
  return lines([
    ...(isMade && !isSaid ? ['**Send a Signal**: `checkNow` asks Printess now (free, no input)'] : []),
    ...(unwanted ? [unwantedLine(unwanted)] : []),
    ...(order.cancelled ? [] : ['**Request Cancellation** cancels the order; what is paid is recorded']),
  ]);
}

const isPaid = ({ kind }: ItemRun['state']): boolean => kind === 'rendering' || kind === 'delivering';

function unwantedLine({ itemId, state }: ItemRun): string {
  const price = isPaid(state) ? ', its paid job is followed no longer (1 credit)' : '';
  return `${UPDATE} \`abandonItem\` gives an item up${price}: ${jsonText({ itemId, reason: '…' })}`;
}

/** How to go on with an order that has ended. */
function endedText(order: OrderRun): string {
  const { input, items, nextEvent } = order;
  const [first] = items;
  if (items.every(({ state }) => state.kind === 'produced')) {
    const itemId = items.length === 1 ? (first?.itemId ?? '') : 'ITEM';
    return lines([`To have an item printed once more (1 credit): ${commandText(order, 'retry', itemId, '--reprint')}`]);
  }
  // The memo that says so is not copied by the Web UI.
  const isNotified = nextEvent !== undefined;
  const isCorrected = items.some(({ spec }) => !input.items.includes(spec));
  if (isCorrected)
    return lines([
      `If it is wanted after all: ${commandText(order, 'retry')} follows paid jobs, orders what is missing, as corrected (1 credit an item)${isNotified ? ', and notifies the shop' : ''}`,
      'Here: More Actions, **Start Workflow Like This One**. It pays nothing twice, but knows no correction: about a paid job it asks you first',
    ]);
  return lines([
    'If it is wanted after all: More Actions, **Start Workflow Like This One**. Paid jobs are followed, only what is missing is ordered (1 credit an item)',
    `The same by ${commandText(order, 'retry')}${isNotified ? ', which alone notifies the shop' : ''}`,
  ]);
}
