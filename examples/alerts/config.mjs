/** The environment, checked at start: a receiver that tells nobody would be found out when it is too late. */
export function readConfig(env) {
  const { EVENTS_SECRET = '', PORT = '8090', HOST = '127.0.0.1', FORWARD_URL } = env;
  const { SMTP_URL, MAIL_FROM, MAIL_TO, CHAT_WEBHOOK_URL, CHAT_STYLE = 'slack' } = env;
  if (SMTP_URL && !(MAIL_FROM && MAIL_TO)) throw new Error('SMTP_URL needs MAIL_FROM and MAIL_TO.');
  if (!['slack', 'teams'].includes(CHAT_STYLE)) throw new Error('CHAT_STYLE is slack or teams.');
  if (!SMTP_URL && !CHAT_WEBHOOK_URL) throw new Error('Set SMTP_URL, CHAT_WEBHOOK_URL, or both: nobody would be told.');
  return {
    secret: EVENTS_SECRET,
    host: HOST,
    port: Number(PORT),
    forwardUrl: FORWARD_URL,
    mail: SMTP_URL ? { url: SMTP_URL, from: MAIL_FROM, to: MAIL_TO.split(',').map((one) => one.trim()) } : undefined,
    chat: CHAT_WEBHOOK_URL ? { url: CHAT_WEBHOOK_URL, style: CHAT_STYLE } : undefined,
  };
}
