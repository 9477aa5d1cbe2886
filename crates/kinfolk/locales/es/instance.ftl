### The server about itself, and errors.

landing-default-lead = Un lugar para quienes se conocen y para quienes están por conocerse.
landing-sign-up = Crear cuenta
landing-sign-in = Iniciar sesión
landing-closed = Por ahora no se pueden crear cuentas nuevas.
landing-latest = Últimas publicaciones públicas
landing-more = Más publicaciones públicas
landing-no-posts = Todavía no ha publicado nadie.
landing-feature-order = Primero lo más reciente
landing-feature-order-text = En Inicio ves a las personas que sigues, en el orden en que publican. Nada se cuela en medio.
landing-feature-audience = Tú eliges quién lo ve
landing-feature-audience-text = Cada publicación es para todo el mundo, para tus seguidores o para las personas que menciona.
landing-feature-apps = Usa la aplicación que te guste
landing-feature-apps-text = Además de estas páginas, aquí funciona cualquier aplicación hecha para Mastodon.
about-title = Acerca de
about-domain = Dominio
about-version = Versión
about-contact = Contacto
about-rules = Reglas
about-apps-title = Aplicaciones
about-apps-text = Aquí funciona cualquier aplicación para Mastodon. Cuando te pida un servidor, escribe { $domain }.
about-privacy = Política de privacidad
about-terms = Términos del servicio
about-no-description = Quienes administran este servidor todavía no lo han descrito.
counts-people = { $count ->
    [one] persona
   *[other] personas
}
counts-statuses = { $count ->
    [one] publicación
   *[other] publicaciones
}

## Texts about the server

text-written = En vigor desde el { $date }.
privacy-title = Política de privacidad
privacy-kept = Este servidor guarda lo que le das: tu nombre, tu correo electrónico, un hash irreversible de tu contraseña, tus publicaciones y tu perfil, a quién sigues, bloqueas o silencias, y las aplicaciones y los navegadores en los que tienes la sesión iniciada, con la dirección desde la que se conectó cada navegador y cuándo se usó por última vez.
privacy-seen = Una publicación la ven las personas a las que va dirigida: todo el mundo, tus seguidores o las personas que menciona. Quienes administran el servidor podrían leer lo que hay en su base de datos; las publicaciones privadas no están cifradas para impedirlo.
privacy-others = No se entrega nada a anunciantes y ninguna página de aquí carga nada de otros sitios. Las aplicaciones reciben lo que les permites, hasta que lo revocas.
privacy-leaving = Cuando eliminas tu cuenta, deja de verse de inmediato, y lo que escribiste se elimina en los minutos siguientes. Las copias de seguridad pueden conservarlo mientras las guarden quienes administran el servidor.
privacy-operator = Lo que se aplique más allá de esto les corresponde decirlo a quienes administran este servidor; pregúntales en la dirección que aparece en la página sobre el servidor.
terms-title = Términos del servicio
terms-yours = Lo que escribes sigue siendo tuyo. Permites que este servidor lo muestre a las personas a las que va dirigido.
terms-others = No lo uses para infringir la ley, ni para acosar a otras personas o hacerte pasar por ellas. Quienes administran el servidor pueden suspender las cuentas que lo hagan.
terms-operator = El servidor se ofrece tal cual, sin garantías. Lo que se aplique más allá de esto les corresponde decirlo a quienes lo administran.

## Errors

problem-home = Ir a la página de inicio
problem-request = Petición { $id }
problem-request-hint = Si informas de este problema, incluye el número de petición.
## Sentences of the API that people may read without an app; the English ones are the API's own, letter for letter.

refusal-blocked-by = Esta cuenta te bloquea, así que no puedes seguirla.
refusal-blocking = Bloqueas esta cuenta. Desbloquéala antes de seguirla.
refusal-last-owner = Nadie más es propietario del servidor. Nombra primero a otra persona.
refusal-not-for-everyone = Esta publicación no es para todo el mundo y no se puede impulsar.
refusal-other-site = Este formulario se envió desde otro sitio y no se aceptó.

problem-400-title = No entendimos la petición
problem-400-text = Hay algo en la dirección o en el formulario que no se entendió.
problem-401-title = Inicia sesión
problem-401-text = Esta página es para quienes han iniciado sesión.
problem-403-title = Eso no está permitido
problem-403-text = No puedes hacer esto con tu cuenta, o el formulario venía de otro sitio.
problem-404-title = Aquí no hay nada
problem-404-text = La página no existe, se eliminó o no está a tu alcance.
problem-405-title = Eso no funciona aquí
problem-405-text = Esta dirección no acepta este tipo de petición.
problem-410-title = Ya no está
problem-410-text = Esto estuvo aquí, pero se eliminó.
problem-413-title = Es demasiado grande
problem-413-text = Lo que enviaste supera lo que acepta este servidor. Vuelve atrás y envía un archivo más pequeño o un texto más corto.
problem-422-title = No se pudo guardar
problem-422-text = Algo del formulario no era correcto. Vuelve y revísalo.
problem-429-title = Un poco más despacio
problem-429-text = Hiciste demasiadas peticiones en poco tiempo. Espera un momento y vuelve a intentarlo.
problem-500-title = Algo se rompió
problem-500-text = Es culpa nuestra, no tuya. Quedó anotado en el registro.
problem-503-title = Volvemos en un momento
problem-503-text = El servidor está ocupado o en mantenimiento. Vuelve a intentarlo en un minuto.

## The reference of the API

docs-title = Referencia de la API
docs-lead = Este servidor habla la API de clientes de Mastodon, así que cualquier biblioteca para Mastodon funciona con él. Lo que Mastodon no contempla está en /api/kinfolk/v1.
docs-calls = Envía los parámetros como JSON, como formulario o como multipart, y el token como “Authorization: Bearer …”. Los identificadores son texto. Las horas siguen RFC 3339 en UTC.
docs-errors-all = Un error es un objeto con “error”. Cualquier operación puede responder 429 si hubo demasiadas peticiones y 503 mientras no se pueda acceder a la base de datos; las que usan un token responden 401 si falta o no es válido.
docs-download = Lo mismo como documento OpenAPI 3.1
docs-back = Todas las operaciones
docs-deprecated = hay una forma más nueva
docs-parameters = Parámetros
docs-errors = Errores
docs-answer = Respuesta
docs-example = Una respuesta real
docs-in-path = en la ruta
docs-in-query = en la consulta
docs-in-body = en el cuerpo
docs-access-open = Para todo el mundo.
docs-access-anyone = Para todo el mundo; si se envía un token, debe tener uno de estos permisos: { $scopes }.
docs-access-person = Para personas cuyo token tenga uno de estos permisos: { $scopes }.
docs-access-any-person = Para personas con cualquier token.
docs-access-token = Para personas y aplicaciones cuyo token tenga uno de estos permisos: { $scopes }.
docs-access-any-token = Para personas y aplicaciones con cualquier token.
docs-access-client = Para aplicaciones, con su identificador y su secreto.

## The design page

design-title = Diseño
design-lead = Los colores, los tamaños y los componentes con los que está hecha cada página, en claro y en oscuro.
design-light = Claro
design-dark = Oscuro
design-colours = Colores
design-type = Tipografía
design-sample = Personas que se conocen
design-measures = Distancias, esquinas, movimiento
design-rest = En reposo
design-hover = Con el puntero
design-focus = Con el foco
design-active = Pulsado
design-off = Desactivado
design-on = Activado
design-busy = En espera
design-over = Demasiado largo
design-refused = Rechazada
design-warning-open = Aviso, abierto
design-composer = Editor
design-people = Personas, según su relación con quien lee
design-navigation = Navegación
design-buttons = Botones, acciones, etiquetas
design-fields = Campos
design-cards = Tarjetas, filas, avatares
design-menus = Menús, pestañas, diálogos, teclas
design-notices = Avisos y mensajes emergentes
design-waiting = Esqueletos y estados vacíos
