/** All that a program needs of its orders: the same as `printess-production/client`. */
export * from './client/index.js';
