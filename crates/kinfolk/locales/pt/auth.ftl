### The way in: sign up, log in, consent, first owner.

## Fields

field-username = Nome de usuário
field-username-hint = Letras, números e _, até 30 caracteres. Você será @nome@{ $domain }.
field-email = E-mail
field-password = Senha
field-password-hint = No mínimo 8 caracteres. Algumas palavras em sequência são fáceis de lembrar e difíceis de adivinhar.
field-code = Código de instalação
field-code-hint = O servidor mostrou o código ao iniciar.
field-login = E-mail ou nome de usuário
field-reason = Por que você quer participar?
field-reason-hint = A moderação lê isto antes de ativar a sua conta.

## What is wrong with a field: fault-CODE, or fault-FIELD-CODE where there is more to say. CODE is the API's, as "taken"
## for ERR_TAKEN.

fault-blank = Preencha este campo.
fault-invalid = Este valor não é válido.
fault-taken = Já está em uso.
fault-too-short = É curto demais.
fault-too-long = É longo demais.
fault-reserved = Este nome é reservado para o servidor.
fault-accepted = Você precisa aceitar isto.
fault-inclusion = Esta não é uma das opções.
fault-blocked = Isto não pode ser usado aqui.
fault-too-many = São muitos.
fault-text-blank = Escreva algo primeiro.
fault-text-too-long = A publicação é longa demais.
fault-language-invalid = Não é um dos idiomas.
fault-domain-invalid = Isto não é um domínio.
fault-domain-own = Este é o próprio servidor.
fault-avatar-invalid = Não foi possível ler esta imagem; JPEG, PNG, GIF e WebP servem.
fault-header-invalid = Não foi possível ler esta imagem; JPEG, PNG, GIF e WebP servem.
fault-avatar-too-large = Esta imagem é grande demais: no máximo 8 MB, 8.192 pixels por lado e 33 milhões ao todo.
fault-header-too-large = Esta imagem é grande demais: no máximo 8 MB, 8.192 pixels por lado e 33 milhões ao todo.
fault-choose-again = Escolha a imagem de novo: ela não foi salva.
fault-username-invalid = O nome de usuário só pode ter letras, números e _.
fault-username-taken = Este nome já está em uso.
fault-username-too-long = O nome de usuário pode ter no máximo 30 caracteres.
fault-email-invalid = Este não é um endereço de e-mail.
fault-email-taken = Já existe uma conta com este endereço. Quer entrar com ela?
fault-email-blocked = Endereços deste provedor não são aceitos aqui.
fault-password-too-short = Use no mínimo 8 caracteres.
fault-password-too-long = Use no máximo 128 caracteres.
fault-password-invalid = É fácil demais de adivinhar: muita gente usa essa senha, ou ela é o seu nome ou endereço.
fault-password-taken = Esta já é a sua senha.
fault-agreement-accepted = Primeiro, aceite as regras.
fault-current_password-invalid = Esta não é a sua senha.
fault-email_password-invalid = Esta não é a sua senha.
fault-delete_password-invalid = Esta não é a sua senha.
fault-delete_username-invalid = Este não é o seu nome de usuário.
fault-password_confirmation-confirmation = As senhas não são iguais.
fault-code-invalid = Este não é o código que o servidor mostrou.
fault-comment-too-long = Uma nota tem no máximo 2.000 caracteres.
fault-q-too-long = Pesquise no máximo 500 caracteres.

## Sign up

sign-up-closed-title = Cadastro fechado
sign-up-closed-text = No momento, não é possível criar contas neste servidor.
sign-up-invite-text = Para criar uma conta neste servidor, é preciso ter um convite.
sign-up-approval-text = Novas contas neste servidor precisam da aprovação da moderação, que ainda não pode ser pedida aqui.
sign-up-title = Criar conta
sign-up-heading = Junte-se a { $site }
sign-up-lead = Crie uma conta para seguir pessoas e publicar.
sign-up-submit = Criar conta
sign-up-agreement = Vou respeitar as regras e os termos deste servidor.
sign-up-rules = Regras
sign-up-have-account = Já tem uma conta?

## Log in

sign-in-title = Entrar
sign-in-heading = Entrar em { $site }
sign-in-for-app = { $app } está pedindo acesso. Primeiro, entre na sua conta.
sign-in-submit = Entrar
sign-in-ended = Sua sessão foi encerrada. Entre para continuar.
sign-in-unsent = O que você escreveu não foi enviado. Copie o texto antes de entrar.
sign-in-unsent-post = Sua publicação
sign-in-remember = Manter a sessão aberta neste dispositivo
sign-in-wrong = O nome ou a senha não estão corretos.
sign-in-unconfirmed = O seu e-mail ainda não foi confirmado. Abra o link da mensagem que você recebeu.
sign-in-pending = A moderação ainda precisa ativar a sua conta.
sign-in-disabled = Esta conta está desativada.
sign-in-no-account = Ainda não tem uma conta?

## Senha esquecida

recovery-link = Esqueceu a senha?
recovery-title = Senha esquecida
recovery-lead = Informe o endereço de e-mail da sua conta: um link para escolher uma nova senha será enviado para lá.
recovery-submit = Enviar o link
recovery-no-mail = Este site não envia e-mails e por isso não pode mandar um link. Quem o administra pode dar uma nova senha a você.
recovery-ask = Você pode perguntar a
recovery-back = Voltar para entrar
recovery-choose = Escolha uma nova senha
recovery-choose-lead = Para @{ $username }. Todos os navegadores e aplicativos conectados à conta serão desconectados.
recovery-choose-submit = Definir senha
recovery-void-title = Este link não funciona mais
recovery-void-text = Ele já foi usado, tem mais de uma hora ou foi substituído por um mais novo.
recovery-again = Enviar um novo link
mail-recovery-subject = Nova senha para { $site }
mail-hello = Olá, { $name },
mail-recovery-lead = Alguém, provavelmente você, pediu uma nova senha para a sua conta em { $site }. Escolha-a aqui:
mail-recovery-once = O link funciona uma vez só, durante uma hora.
mail-recovery-not-you = Se não foi você, não precisa fazer nada: sua senha continua a mesma.

## Consent

consent-title = Permitir acesso
consent-heading = { $app } quer acessar a sua conta
consent-unchecked = O próprio aplicativo escolheu este nome. Só permita o acesso se foi você quem começou isto.
consent-website = Site
consent-account = Você entrou como
consent-scopes = Ele vai poder
consent-redirect = A sua resposta será enviada para { $host }.
consent-allow = Permitir
consent-deny = Negar
consent-denied-title = Sem acesso
consent-denied-text = O aplicativo não recebeu acesso à sua conta. Você pode fechar esta página.
consent-other-account = Não é você? Sair
out-of-band-title = Código para { $app }
out-of-band-text = Copie este código e cole em { $app }.
out-of-band-label = Código de autorização
out-of-band-warning = Quem tiver este código pode usar a sua conta. Não o entregue a ninguém, só ao aplicativo.

## First owner

setup-title = Instalação
setup-heading = Prepare o seu servidor
setup-lead = Crie a primeira conta. Ela será a proprietária do servidor e poderá mudar tudo.
setup-submit = Criar conta proprietária

## What apps ask for, in words. The key is the scope with ":" and "_" as "-".

scope-profile = ver o seu nome e a sua foto
scope-read = ler tudo na sua conta
scope-read-accounts = ver contas e perfis
scope-read-blocks = ver quem você bloqueia
scope-read-bookmarks = ver as suas publicações salvas
scope-read-favourites = ver os seus favoritos
scope-read-collections = ver as suas coleções
scope-read-filters = ver os seus filtros
scope-read-follows = ver quem você segue
scope-read-lists = ver as suas listas
scope-read-mutes = ver quem você silencia
scope-read-notifications = ver as suas notificações
scope-read-search = pesquisar em seu nome
scope-read-statuses = ver publicações
scope-write = publicar e mudar tudo na sua conta
scope-write-accounts = mudar o seu perfil
scope-write-blocks = bloquear pessoas
scope-write-bookmarks = salvar publicações
scope-write-collections = mudar as suas coleções
scope-write-conversations = silenciar e excluir conversas
scope-write-favourites = favoritar publicações
scope-write-filters = mudar os seus filtros
scope-write-follows = seguir pessoas
scope-write-lists = mudar as suas listas
scope-write-media = enviar arquivos
scope-write-mutes = silenciar pessoas e conversas
scope-write-notifications = limpar as suas notificações
scope-write-reports = denunciar pessoas e publicações
scope-write-statuses = publicar em seu nome
scope-follow = seguir, silenciar e bloquear pessoas
scope-push = enviar notificações push para você
scope-offline-access = manter a sessão aberta
scope-admin-read = ler todos os dados do servidor
scope-admin-write = mudar todos os dados do servidor
