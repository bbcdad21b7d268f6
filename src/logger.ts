import { pino, type LevelWithSilent, type Logger } from 'pino';

/**
 * The log of a process: one JSON line each on standard error, with its level in a word and its time as ISO 8601. What is
 * logged with a `time` of its own keeps that.
 */
export function createLogger(name: string, level: LevelWithSilent): Logger {
  return pino(
    {
      name,
      level,
      base: {},
      timestamp: false,
      formatters: { level: (label) => ({ level: label }) },
      mixin: (entry) => ('time' in entry ? {} : { time: new Date().toISOString() }),
    },
    pino.destination(2),
  );
}
