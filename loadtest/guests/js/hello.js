// What functions/hello-c answers to a GET.
export const hello = (method, path) => `Hello, world!\n\nmethod: ${method}\npath: ${path}\nquery: \n`;

export const helloHeaders = {
  'content-type': 'text/plain; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};
