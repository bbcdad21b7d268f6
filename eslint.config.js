import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const io = ['node:*', 'fs', 'http', 'https', 'crypto', 'os', 'path', 'express', 'pino'];

export default tseslint.config(
  { ignores: ['lib/', 'coverage/', 'node_modules/', '.printess/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ['src/workflows/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [...io, '@temporalio/client', '@temporalio/worker', '@temporalio/activity'],
              message: 'No I/O in workflows.',
            },
            {
              group: ['**/activities/**', '**/server/**', '**/client/**'],
              allowTypeImports: true,
              message: 'Types only.',
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'fetch'],
    },
  },
  {
    // A worker loads these modules once: what one keeps, all its orders share.
    files: ['src/workflows/**/*.ts', 'src/contract/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...['Program > VariableDeclaration', 'Program > ExportNamedDeclaration > VariableDeclaration'].flatMap(
          (top) => [
            { selector: `${top}[kind!='const']`, message: 'A module of the workflow code keeps no state.' },
            {
              selector: `${top} > VariableDeclarator > :matches(NewExpression[callee.name=/Map$|Set$/][arguments.length=0], ArrayExpression[elements.length=0], ObjectExpression[properties.length=0])`,
              message: 'A module of the workflow code keeps no state.',
            },
          ],
        ),
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        globalThis: 'writable',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
);
