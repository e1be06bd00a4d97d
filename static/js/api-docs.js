"use strict";

// Draws the description of the REST interface and sends its trial requests with the CSRF token.
(() => {
  const place = document.getElementById("swagger-ui");
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));

  window.SwaggerUIBundle({
    domNode: place,
    url: place.dataset.schema,
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
    requestInterceptor: (request) => {
      if (cookie) request.headers["X-CSRFToken"] = cookie.slice("csrftoken=".length);
      return request;
    },
  });
})();
