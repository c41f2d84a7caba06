// What pages are made of. Preact escapes every value for HTML.

const style = `
  body { max-width: 44rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; color: #1d2b2a }
  article { display: grid; grid-template-columns: 1fr auto; border-top: 1px solid #cdd8d6; padding: 1rem 0 }
  article p { grid-column: 1 / -1; margin: 0 }
  h2 { margin: 0; font-size: 1.2rem }
  a { color: #0b6e63 }
  footer, .unknown { color: #6b7b79; font-size: .9rem }
  button { font: inherit; padding: .2rem .8rem }
`;

// The engine has no Intl.
const euros = (cents) => `€${(cents / 100).toFixed(2)}`;

export const Head = ({ title }) => (
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>{title}</title>
    <style dangerouslySetInnerHTML={{ __html: style }} />
  </head>
);

export const Card = ({ product, rating }) => (
  <article>
    <h2>
      <a href={`/products/${encodeURIComponent(product.id)}`}>{product.name}</a>
    </h2>
    <strong>{euros(product.price)}</strong>
    <p>
      <Rating rating={rating} />
    </p>
  </article>
);

export const Product = ({ product, children }) => (
  <main>
    <p>
      <a href="/">Shop</a>
    </p>
    <h1>{product.name}</h1>
    <p>{product.about}</p>
    <p>
      <strong>{euros(product.price)}</strong>
    </p>
    <p>{children}</p>
    <form method="post" action={`/products/${encodeURIComponent(product.id)}/likes`}>
      <button>Like</button> {product.likes} so far
    </form>
  </main>
);

export const Rating = ({ rating }) =>
  rating ? (
    <span>
      {rating.mean.toFixed(1)} of 5 from {rating.count} people
    </span>
  ) : (
    <span class="unknown">
      Ratings are not at hand: the function that computes them cannot be reached. ./verge deploy functions/api-go
    </span>
  );

export const Message = ({ title, text }) => (
  <main>
    <h1>{title}</h1>
    <p>{text}</p>
    <p>
      <a href="/">Shop</a>
    </p>
  </main>
);

export const Foot = () => <footer>Rendered with Preact at the edge</footer>;
