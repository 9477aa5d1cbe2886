### The way in: sign up, log in, consent, first owner.

## Fields

field-username = Nombre de usuario
field-username-hint = Letras, números y _, hasta 30 caracteres. Serás @nombre@{ $domain }.
field-email = Correo electrónico
field-password = Contraseña
field-password-hint = Al menos 8 caracteres. Varias palabras seguidas son fáciles de recordar y difíciles de adivinar.
field-code = Código de instalación
field-code-hint = El servidor lo mostró al arrancar.
field-login = Correo electrónico o nombre de usuario
field-reason = ¿Por qué quieres unirte?
field-reason-hint = El equipo de moderación lo lee antes de activar tu cuenta.

## What is wrong with a field: fault-CODE, or fault-FIELD-CODE where there is more to say. CODE is the API's, as "taken"
## for ERR_TAKEN.

fault-blank = Completa este campo.
fault-invalid = Este valor no es válido.
fault-taken = Ya está en uso.
fault-too-short = Es demasiado corto.
fault-too-long = Es demasiado largo.
fault-reserved = Este nombre está reservado para el servidor.
fault-accepted = Tienes que aceptar esto.
fault-inclusion = No es una de las opciones.
fault-blocked = Esto no se puede usar aquí.
fault-too-many = Son demasiados.
fault-text-blank = Escribe algo primero.
fault-text-too-long = La publicación es demasiado larga.
fault-language-invalid = No es uno de los idiomas.
fault-domain-invalid = Esto no es un dominio.
fault-domain-own = Es este mismo servidor.
fault-avatar-invalid = No se puede leer esta imagen; valen JPEG, PNG, GIF y WebP.
fault-header-invalid = No se puede leer esta imagen; valen JPEG, PNG, GIF y WebP.
fault-avatar-too-large = Esta imagen es demasiado grande: como máximo 8 MB, 8192 píxeles por lado y 33 millones en total.
fault-header-too-large = Esta imagen es demasiado grande: como máximo 8 MB, 8192 píxeles por lado y 33 millones en total.
fault-choose-again = Elige la imagen de nuevo: no se guardó.
fault-username-invalid = El nombre de usuario solo puede tener letras, números y _.
fault-username-taken = Este nombre ya está en uso.
fault-username-too-long = El nombre de usuario puede tener 30 caracteres como máximo.
fault-email-invalid = Esta no es una dirección de correo electrónico.
fault-email-taken = Ya existe una cuenta con esta dirección. ¿Prefieres iniciar sesión?
fault-email-blocked = Aquí no se aceptan direcciones de este proveedor.
fault-password-too-short = Usa al menos 8 caracteres.
fault-password-too-long = Usa 128 caracteres como máximo.
fault-password-invalid = Es demasiado fácil de adivinar: la usa mucha gente, o es tu nombre o tu dirección.
fault-password-taken = Es la contraseña que ya tienes.
fault-agreement-accepted = Primero tienes que aceptar las reglas.
fault-current_password-invalid = Esta no es tu contraseña.
fault-email_password-invalid = Esta no es tu contraseña.
fault-delete_password-invalid = Esta no es tu contraseña.
fault-delete_username-invalid = Este no es tu nombre de usuario.
fault-password_confirmation-confirmation = Las contraseñas no coinciden.
fault-code-invalid = Este no es el código que mostró el servidor.
fault-comment-too-long = Una nota tiene como máximo 2000 caracteres.
fault-q-too-long = Busca como máximo 500 caracteres.

## Sign up

sign-up-closed-title = Registro cerrado
sign-up-closed-text = Por ahora no se pueden crear cuentas nuevas en este servidor.
sign-up-invite-text = Para crear una cuenta en este servidor hace falta una invitación.
sign-up-approval-text = Las cuentas nuevas de este servidor necesitan la aprobación del equipo de moderación, que todavía no se puede pedir aquí.
sign-up-title = Crear cuenta
sign-up-heading = Únete a { $site }
sign-up-lead = Crea una cuenta para seguir a otras personas y publicar.
sign-up-submit = Crear cuenta
sign-up-agreement = Respetaré las reglas y condiciones de este servidor.
sign-up-rules = Reglas
sign-up-have-account = ¿Ya tienes una cuenta?

## Log in

sign-in-title = Iniciar sesión
sign-in-heading = Inicia sesión en { $site }
sign-in-for-app = { $app } pide acceso. Primero inicia sesión.
sign-in-submit = Iniciar sesión
sign-in-ended = Se cerró tu sesión. Inicia sesión para continuar.
sign-in-unsent = Lo que escribiste no se envió. Cópialo antes de iniciar sesión.
sign-in-unsent-post = Tu publicación
sign-in-remember = Mantener la sesión abierta en este dispositivo
sign-in-wrong = El nombre o la contraseña no son correctos.
sign-in-unconfirmed = Todavía no has confirmado tu correo electrónico. Abre el enlace del mensaje que recibiste.
sign-in-pending = El equipo de moderación todavía tiene que activar tu cuenta.
sign-in-disabled = Esta cuenta está desactivada.
sign-in-no-account = ¿Aún no tienes una cuenta?

## Contraseña olvidada

recovery-link = ¿Olvidaste tu contraseña?
recovery-title = Contraseña olvidada
recovery-lead = Escribe la dirección de correo de tu cuenta y te enviaremos un enlace para elegir una contraseña nueva.
recovery-submit = Enviar el enlace
recovery-no-mail = Este sitio no envía correos, así que no puede enviarte un enlace. Quienes lo administran pueden darte una contraseña nueva.
recovery-ask = Puedes preguntar a
recovery-back = Volver al inicio de sesión
recovery-choose = Elige una contraseña nueva
recovery-choose-lead = Para @{ $username }. Se cerrará la sesión en todos los navegadores y aplicaciones de la cuenta.
recovery-choose-submit = Guardar contraseña
recovery-void-title = Este enlace ya no funciona
recovery-void-text = Ya se usó, tiene más de una hora o fue sustituido por otro más reciente.
recovery-again = Enviar un enlace nuevo
mail-recovery-subject = Contraseña nueva para { $site }
mail-hello = Hola, { $name }:
mail-recovery-lead = Alguien, probablemente tú, ha pedido una contraseña nueva para tu cuenta en { $site }. Elígela aquí:
mail-recovery-once = El enlace funciona una sola vez, durante una hora.
mail-recovery-not-you = Si no fuiste tú, no tienes que hacer nada: tu contraseña sigue igual.

## Consent

consent-title = Permitir acceso
consent-heading = { $app } quiere acceder a tu cuenta
consent-unchecked = El nombre lo eligió la propia aplicación. Permite el acceso solo si fuiste tú quien empezó esto.
consent-website = Sitio web
consent-account = Sesión iniciada como
consent-scopes = Podrá
consent-redirect = Tu respuesta se envía a { $host }.
consent-allow = Permitir
consent-deny = Denegar
consent-denied-title = Sin acceso
consent-denied-text = La aplicación no recibió acceso a tu cuenta. Puedes cerrar esta página.
consent-other-account = ¿No eres tú? Cierra sesión
out-of-band-title = Código para { $app }
out-of-band-text = Copia este código y pégalo en { $app }.
out-of-band-label = Código de autorización
out-of-band-warning = Quien tenga este código puede usar tu cuenta. No se lo des a nadie, solo a la aplicación.

## First owner

setup-title = Instalación
setup-heading = Prepara tu servidor
setup-lead = Crea la primera cuenta. Será la propietaria del servidor y podrá cambiarlo todo.
setup-submit = Crear cuenta propietaria

## What apps ask for, in words. The key is the scope with ":" and "_" as "-".

scope-profile = ver tu nombre y tu foto
scope-read = leer todo lo que hay en tu cuenta
scope-read-accounts = ver cuentas y perfiles
scope-read-blocks = ver a quién bloqueas
scope-read-bookmarks = ver tus marcadores
scope-read-favourites = ver tus favoritos
scope-read-collections = ver tus colecciones
scope-read-filters = ver tus filtros
scope-read-follows = ver a quién sigues
scope-read-lists = ver tus listas
scope-read-mutes = ver a quién silencias
scope-read-notifications = ver tus notificaciones
scope-read-search = buscar en tu nombre
scope-read-statuses = ver publicaciones
scope-write = publicar y cambiar todo lo que hay en tu cuenta
scope-write-accounts = cambiar tu perfil
scope-write-blocks = bloquear a personas
scope-write-bookmarks = guardar publicaciones en tus marcadores
scope-write-collections = cambiar tus colecciones
scope-write-conversations = silenciar y eliminar conversaciones
scope-write-favourites = añadir publicaciones a tus favoritos
scope-write-filters = cambiar tus filtros
scope-write-follows = seguir a personas
scope-write-lists = cambiar tus listas
scope-write-media = subir archivos
scope-write-mutes = silenciar a personas y conversaciones
scope-write-notifications = borrar tus notificaciones
scope-write-reports = denunciar a personas y publicaciones
scope-write-statuses = publicar en tu nombre
scope-follow = seguir, silenciar y bloquear a personas
scope-push = enviarte notificaciones push
scope-offline-access = mantener la sesión abierta
scope-admin-read = leer todos los datos del servidor
scope-admin-write = cambiar todos los datos del servidor
