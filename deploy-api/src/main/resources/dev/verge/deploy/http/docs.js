// The token of "Authorize" stays in this tab; nothing is asked of other hosts.
window.onload = () => {
  SwaggerUIBundle({
    url: '/openapi.yaml',
    dom_id: '#docs',
    deepLinking: true,
    persistAuthorization: false,
    validatorUrl: null,
  });
};
