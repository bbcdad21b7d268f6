/** The name that the command line is called by. */
export const PROGRAM = 'printess-production';
