const DEADLINE_MS = 10_000;

/** A message to an incoming webhook. Throws where it is not taken; never with the URL, which is a secret. */
export async function sendChat({ url, style }, alert) {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const body = JSON.stringify(style === 'teams' ? teamsMessage(alert) : slackMessage(alert));
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
  if (!response.ok) throw new Error(`CHAT_WEBHOOK_URL answered ${response.status}`);
}

/** Escaped, so that no text from outside calls a whole channel (`<!channel>`) or hides a link. Mattermost takes it as well. */
function slackMessage({ title, lines, link, command }) {
  const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const where = link ? `<${escape(link).replaceAll('|', '%7C')}|Decide in the Temporal Web UI>` : `See: ${command}`;
  return { text: [`*${escape(title)}*`, ...lines.map(escape), where].join('\n') };
}

/** An Adaptive Card, as the workflows of Teams take it; its text runs know no Markdown. */
function teamsMessage({ title, lines, link, command }) {
  const paragraph = (text, weight = 'Default') => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, weight }],
  });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      paragraph(title, 'Bolder'),
      ...[...lines, ...(link ? [] : [`See: ${command}`])].map((text) => paragraph(text)),
    ],
    actions: link ? [{ type: 'Action.OpenUrl', title: 'Decide in the Temporal Web UI', url: link }] : [],
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
}
